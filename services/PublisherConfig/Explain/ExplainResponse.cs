using System.Text.Json.Serialization;

namespace TrustedPublishing.PublisherConfig.Explain;

/// <summary>Whether an ID token, or one with these claims, would publish this project, and if not, what to change.</summary>
internal sealed record ExplainResponse
{
    /// <summary>The ID token would be exchanged for an API token for this project. For plain claims: if their issuer signed them.</summary>
    public required bool WouldPublish { get; init; }

    /// <summary>The issuer's signature holds. Plain claims are never verified.</summary>
    public required bool Verified { get; init; }

    /// <summary>All of it in a few sentences.</summary>
    public required string Summary { get; init; }

    /// <summary>What is wrong with the ID token itself, whatever is registered.</summary>
    public required IReadOnlyList<ExplainedProblem> Problems { get; init; }

    /// <summary>Each trusted publisher of this project, the nearest first.</summary>
    public required IReadOnlyList<ExplainedPublisher> Publishers { get; init; }
}

/// <param name="Code">A denial reason, or <c>keys_unavailable</c>.</param>
/// <param name="Message">What is wrong and what to change.</param>
internal sealed record ExplainedProblem(string Code, string Message);

/// <param name="Id">The publisher.</param>
/// <param name="Title">What it trusts, in a few words.</param>
/// <param name="Matches">Everything that it asks for is there.</param>
/// <param name="IsNearest">Of those that do not match, the one that came closest.</param>
/// <param name="Code">The denial reason; null if it matches.</param>
/// <param name="Message">What differs first, and what to change.</param>
/// <param name="Held">The claims that are as registered.</param>
/// <param name="Mismatches">Those that are not.</param>
internal sealed record ExplainedPublisher(
    Guid Id, string? Title, bool Matches, bool IsNearest, string? Code, string? Message, IReadOnlyList<string> Held, IReadOnlyList<ExplainedMismatch> Mismatches);

/// <param name="Claim">The claim's name.</param>
/// <param name="Expected">What would be right, literal values in quotation marks.</param>
/// <param name="Got">What was shown; null if there is no such claim, or it is no text.</param>
/// <param name="Message">Both in a sentence, and what to change.</param>
internal sealed record ExplainedMismatch(string Claim, string Expected, string? Got, string Message);

/// <summary>What the token exchange answers: it does not know titles.</summary>
internal sealed record ExchangeExplanation(bool IsVerified, IReadOnlyList<ExplainedProblem> Problems, IReadOnlyList<ExplainedPublisher> Publishers);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ExchangeExplanation))]
internal sealed partial class ExplainJson : JsonSerializerContext;
