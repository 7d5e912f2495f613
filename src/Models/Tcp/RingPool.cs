using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mpsim.Models.Tcp;

/// <summary>
/// Storage for rings of records of one kind. A ring that grows, shrinks or falls empty gives back what it had, last in, first out, so
/// that the next one takes what is most likely in cache. What all rings need together changes far less than what one needs: once it
/// has its size, nothing more is made.
/// </summary>
internal sealed class RingPool<T>
    where T : unmanaged
{
    /// <summary>An array to spare for so many that were made.</summary>
    private const int SparePart = 4;

    /// <summary>Free arrays by the logarithm of their length.</summary>
    private readonly Shelf[] _shelves = new Shelf[32];

    /// <summary>Bytes of memory of all arrays ever made, wherever they are now.</summary>
    public long Memory { get; private set; }

    /// <param name="length">Records that it must hold; a power of two.</param>
    /// <returns>An array of that length, or of twice that when only such is free. What is in it means nothing.</returns>
    public T[] Rent(int length)
    {
        var shelf = BitOperations.Log2((uint)length);
        if (_shelves[shelf].Free > 0)
        {
            return _shelves[shelf].Take();
        }

        return _shelves[shelf + 1].Free > 0 ? _shelves[shelf + 1].Take() : Make(ref _shelves[shelf], length);
    }

    /// <summary>Takes an array back.</summary>
    public void Return(T[] ring) => _shelves[BitOperations.Log2((uint)ring.Length)].Put(ring);

    /// <summary>
    /// Makes one more than are in use, and some to spare: how many are in use at once varies from moment to moment, and without these a new
    /// most would come now and then for ever.
    /// </summary>
    private T[] Make(ref Shelf shelf, int length)
    {
        for (var spare = shelf.Made / SparePart; spare > 0; spare--)
        {
            shelf.MakeRoom();
            shelf.Put(Make(length));
        }

        shelf.MakeRoom();
        return Make(length);
    }

    private T[] Make(int length)
    {
        Memory += (long)length * Unsafe.SizeOf<T>();
        return new T[length];
    }

    private struct Shelf
    {
        private T[][]? _arrays;

        /// <summary>Arrays made of this length, in use and free.</summary>
        public int Made { get; private set; }

        public int Free { get; private set; }

        public T[] Take() => _arrays![--Free];

        public void Put(T[] ring) => _arrays![Free++] = ring;

        /// <summary>Has a place for one more array when it comes back, so that none need be made then.</summary>
        public void MakeRoom()
        {
            if (Made++ == (_arrays?.Length ?? 0))
            {
                Array.Resize(ref _arrays, Math.Max(4, Made * 2));
            }
        }
    }
}
