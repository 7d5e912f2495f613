namespace Mpsim.Scenarios.Values;

/// <summary>How one type of value is written in a scenario.</summary>
internal interface IValueForm
{
    /// <summary>What belongs in the place, for error messages and the reference, such as "a duration such as 25 ms".</summary>
    string Expected { get; }

    /// <summary>The bounds of values that <see cref="Expected"/> does not tell, such as "0 ns to 60 s", for the reference; empty where there are none.</summary>
    string Range { get; }
}

/// <summary>Reads values of one type and writes them in the form in which they can be read again.</summary>
internal abstract class ValueForm<T> : IValueForm
{
    public abstract string Expected { get; }

    public virtual string Range => "";

    public abstract bool TryRead(string text, out T value, out Misreading problem);

    public abstract string Write(T value);
}
