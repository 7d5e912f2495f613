namespace Mpsim.Output;

/// <summary>Writes a file under a temporary name beside it and renames it when it is whole, so that no reader ever sees half of one.</summary>
public static class WholeFile
{
    private const string TemporarySuffix = ".partial";

    public static void Write(string path, Action<Stream> write)
    {
        string temporary = path + TemporarySuffix;
        try
        {
            using (FileStream stream = File.Create(temporary))
            {
                write(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            // After the rename there is nothing left to delete.
            File.Delete(temporary);
        }
    }
}
