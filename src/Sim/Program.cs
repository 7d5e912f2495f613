using Mpsim.Commands;

using var interruption = new Interruption();
return CommandLine.Invoke(args, Streams.Output(), Streams.Error(), interruption.Token);
