using Mpsim.Commands;

return CommandLine.Invoke(args, Streams.Output(), Streams.Error());
