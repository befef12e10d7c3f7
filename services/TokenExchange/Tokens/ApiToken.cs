namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>A registry API token in clear. It never prints itself: only <see cref="Reveal"/> gives the text.</summary>
internal sealed class ApiToken(string text)
{
    /// <summary>For the answer to the client, and nowhere else.</summary>
    public string Reveal() => text;

    public override string ToString() => nameof(ApiToken);
}
