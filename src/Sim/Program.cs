using Mpsim.Commands;
using Mpsim.Memory;

var errors = Streams.Error();
using var interruption = new Interruption(errors);
using var pages = HugePages.Gather();
return CommandLine.Invoke(args, Streams.Output(), errors, interruption.Token);
