using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TrustedPublishing.Bench.Exchanges.Traffic;

/// <summary>
/// Waits for many sockets in one call (epoll(7)), so that the load program takes as little of the machine as it can: it runs beside
/// what it measures. Linux only, as the rest of the measuring is.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int ControlAdd = 1;
    private const int ControlDelete = 2;
    private const int ErrorInterrupted = 4;
    private const uint Readable = 0x001;

    // struct epoll_event is packed on x86-64 and aligned elsewhere.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int Stride = DataOffset + 8;

    private readonly SafeFileHandle handle;
    private readonly byte[] events;

    public Epoll(int capacity)
    {
        handle = new SafeFileHandle(Checked(Create(0)), ownsHandle: true);
        events = new byte[capacity * Stride];
    }

    /// <summary>Wakes for the socket while there is something to read, under <paramref name="number"/>.</summary>
    public void Add(nint socket, int number)
    {
        Span<byte> registration = stackalloc byte[16];
        registration.Clear();
        MemoryMarshal.Write(registration, Readable);
        MemoryMarshal.Write(registration[DataOffset..], (long)number);
        Checked(Control(handle, ControlAdd, (int)socket, registration));
    }

    public void Remove(nint socket) => Checked(Control(handle, ControlDelete, (int)socket, new byte[16]));

    /// <returns>How many are ready; their numbers are in <see cref="Ready"/>.</returns>
    public int Wait(int milliseconds)
    {
        var count = Wait(handle, events, events.Length / Stride, milliseconds);
        return count >= 0 || Marshal.GetLastPInvokeError() == ErrorInterrupted ? Math.Max(0, count) : Checked(count);
    }

    public int Ready(int index) => (int)BinaryPrimitives.ReadInt64LittleEndian(events.AsSpan((index * Stride) + DataOffset));

    public void Dispose() => handle.Dispose();

    private static int Checked(int result) =>
        result >= 0 ? result : throw new InvalidOperationException($"epoll failed with error {Marshal.GetLastPInvokeError()}.");

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle epoll, int operation, int socket, ReadOnlySpan<byte> registration);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(SafeFileHandle epoll, Span<byte> events, int capacity, int milliseconds);
}
