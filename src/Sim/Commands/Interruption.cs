using System.Runtime.InteropServices;
using System.Threading;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary>Ctrl-C, and the signal by which a system asks a program to end. The first one ends the runs in order, a second one the program.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly IAnsiConsole _errors;

    /// <param name="errors">Is told at once that the first signal was noticed: to write what there is takes a while.</param>
    public Interruption(IAnsiConsole errors)
    {
        _errors = errors;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        _source.Cancel();
        _errors.WriteLine("interrupted: what there is so far is kept; once more ends the program at once");
    }
}
