namespace Mpsim.Charts;

/// <summary>An upright rectangle of a picture in pixels; y grows downward.</summary>
public readonly record struct Box(float Left, float Top, float Right, float Bottom)
{
    public float Width => Right - Left;

    public float Height => Bottom - Top;

    public float MiddleX => (Left + Right) / 2;

    public float MiddleY => (Top + Bottom) / 2;

    /// <summary>A box of a size around a point.</summary>
    public static Box Around(float x, float y, float width, float height) => new(x - width / 2, y - height / 2, x + width / 2, y + height / 2);

    public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    public bool IsWithin(Box other) => Left >= other.Left && Top >= other.Top && Right <= other.Right && Bottom <= other.Bottom;

    /// <summary>The same box moved as little as brings it into another one; to the left and upper edge of one that is too small for it.</summary>
    public Box MovedInto(Box other)
    {
        float x = Math.Max(other.Left - Left, Math.Min(0, other.Right - Right));
        float y = Math.Max(other.Top - Top, Math.Min(0, other.Bottom - Bottom));
        return new Box(Left + x, Top + y, Right + x, Bottom + y);
    }
}
