using System.Text;
using Mpsim.Files;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary>
/// The output of a console that says by name when it cannot be written, as where it goes into a file on a full disk. Without a name
/// it keeps silent: what goes to standard error must not end the work that it tells of.
/// </summary>
internal sealed class ToldOutput(IAnsiConsoleOutput inner, string? name) : IAnsiConsoleOutput
{
    public TextWriter Writer { get; } = new ToldWriter(inner.Writer, name);

    public bool IsTerminal => inner.IsTerminal;

    public int Width => inner.Width;

    public int Height => inner.Height;

    public void SetEncoding(Encoding encoding) => inner.SetEncoding(encoding);

    private sealed class ToldWriter(TextWriter inner, string? name) : TextWriter(inner.FormatProvider)
    {
        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value) => Told(() => inner.Write(value));

        public override void Write(char[] buffer, int index, int count) => Told(() => inner.Write(buffer, index, count));

        public override void Write(string? value) => Told(() => inner.Write(value));

        public override void WriteLine(string? value) => Told(() => inner.WriteLine(value));

        public override void Flush() => Told(inner.Flush);

        private void Told(Action write)
        {
            try
            {
                write();
            }
            catch (Exception e) when (FileTrouble.IsOfSystem(e))
            {
                if (name is not null)
                {
                    throw new UnwritableException(name, e);
                }
            }
        }
    }
}
