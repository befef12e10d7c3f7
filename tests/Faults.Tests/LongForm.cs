using System.Globalization;

namespace TrustedPublishing.Faults.Tests;

/// <summary>
/// <c>FAULTS_MINUTES</c> says for how many minutes the faults are to be repeated, each for its share. Without it each comes once.
/// </summary>
internal static class LongForm
{
    private const int Faults = 9;

    public static TimeSpan PerFault { get; } = Environment.GetEnvironmentVariable("FAULTS_MINUTES") is { Length: > 0 } minutes
        ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)) / Faults
        : TimeSpan.Zero;
}
