using Mpsim.Commands;
using Mpsim.Memory;

using var interruption = new Interruption();
using var pages = HugePages.Gather();
return CommandLine.Invoke(args, Streams.Output(), Streams.Error(), interruption.Token);
