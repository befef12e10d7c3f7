namespace TrustedPublishing.TokenExchange.Explain;

/// <summary>Whether an ID token would be exchanged for one of some publishers, and if not, what exactly stands against it.</summary>
/// <param name="IsVerified">The issuer's signature holds. False for plain claims, which anybody can write.</param>
/// <param name="Problems">What is wrong with the ID token itself, whatever is registered.</param>
/// <param name="Publishers">One for each publisher that was asked about and is known here.</param>
internal sealed record Explanation(bool IsVerified, IReadOnlyList<ExplainedProblem> Problems, IReadOnlyList<ExplainedPublisher> Publishers);

/// <param name="Code">A denial reason, or <c>keys_unavailable</c>.</param>
/// <param name="Message">What is wrong and what to change, for people.</param>
internal sealed record ExplainedProblem(string Code, string Message);

/// <param name="Id">The publisher.</param>
/// <param name="Matches">Everything that it asks for is there.</param>
/// <param name="IsNearest">Of those that do not match, the one that came closest.</param>
/// <param name="Code">The denial reason; null if it matches.</param>
/// <param name="Message">What differs first and what to change; or what else an owner should know.</param>
/// <param name="Held">The claims that are as registered.</param>
/// <param name="Mismatches">Those that are not.</param>
internal sealed record ExplainedPublisher(
    Guid Id, bool Matches, bool IsNearest, string? Code, string? Message, IReadOnlyList<string> Held, IReadOnlyList<ExplainedMismatch> Mismatches);

/// <param name="Claim">The claim's name.</param>
/// <param name="Expected">What would be right, literal values in quotation marks.</param>
/// <param name="Got">What was shown; null if there is no such claim, or it is no text.</param>
/// <param name="Message">Both in a sentence, and what to change.</param>
internal sealed record ExplainedMismatch(string Claim, string Expected, string? Got, string Message);
