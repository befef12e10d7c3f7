namespace TrustedPublishing.AuditVerifier;

/// <summary>What is asked of the verifier.</summary>
internal sealed record VerifierOptions
{
    /// <summary>An http(s) address, or a folder.</summary>
    public required string Log { get; init; }

    /// <summary>The log's public key, or a file with it.</summary>
    public string? Key { get; init; }

    /// <summary>Files with checkpoints of before, or folders of such files.</summary>
    public IReadOnlyList<string> Since { get; init; } = [];

    /// <summary>Public keys of witnesses who must have cosigned the checkpoint.</summary>
    public IReadOnlyList<string> Witnesses { get; init; } = [];

    /// <summary>The folder that remembers what was seen.</summary>
    public required string State { get; init; }

    public bool HashesOnly { get; init; }

    /// <summary>An auditor's, for the entries of a log at an address.</summary>
    public string? Token { get; init; }

    /// <summary><c>$XDG_STATE_HOME/audit-verifier</c>, or <c>~/.local/state/audit-verifier</c>.</summary>
    public static string DefaultState() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
        "audit-verifier");
}

/// <summary>How the verifier ends; part of its interface.</summary>
internal static class ExitCode
{
    /// <summary>All is as it should be, and continues what was seen before.</summary>
    public const int Verified = 0;

    /// <summary>Something is wrong with the log.</summary>
    public const int Wrong = 1;

    /// <summary>Nothing was verified: a mistake in the call, or the log could not be read.</summary>
    public const int NotVerified = 2;

    /// <summary>Nothing is wrong within the log, but nothing that was seen before says that it is the same history.</summary>
    public const int NotAnchored = 3;
}

/// <summary>A mistake in the call.</summary>
internal sealed class UsageException(string message) : Exception(message);
