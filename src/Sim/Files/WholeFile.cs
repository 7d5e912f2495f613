namespace Mpsim.Files;

/// <summary>Writes a file as a whole or not at all, so that no reader ever sees half of one.</summary>
public static class WholeFile
{
    /// <summary>Writes a file, and the folder that it lies in where there is none.</summary>
    /// <param name="path">The file; it is replaced when all is written, and stays as it was when something fails.</param>
    /// <param name="write">Writes the content, and to nothing else.</param>
    /// <exception cref="UnwritableException">The system does not take it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            MakeFolder(folder);
        }

        using var file = new PartialFileStream(path);
        try
        {
            write(file);
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            throw new UnwritableException(path, e);
        }

        file.Keep();
    }

    /// <summary>Makes a folder with all above it, unless it is there.</summary>
    /// <exception cref="UnwritableException">The system does not make it.</exception>
    public static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            throw new UnwritableException(path, e);
        }
    }
}
