using System.Buffers.Text;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Publishers;

namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>
/// What all tokens of this installation have in common. The location is its public host and port and stands in clear in
/// every token; the target is the canonical id of the registry that the tokens are for.
/// </summary>
internal sealed record TokenShape(string InstallationId, string Location, string Target, string Prefix, TimeSpan Lifetime);

/// <summary>A token that was made but is worth nothing until its ledger row is there.</summary>
internal sealed record DraftToken(ApiToken Text, Guid TokenId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);

/// <summary>A token whose signature holds; its caveats are as they came.</summary>
internal sealed record RecognisedToken(Guid Id, IReadOnlyList<byte[]> Caveats);

/// <summary>A token whose signature holds and whose caveats are understood; the ledger has the last word.</summary>
internal sealed record ProvenToken(Guid TokenId, TokenScope Scope);

/// <summary>Makes API tokens and reads them back. Pure: time and random bytes come in as values.</summary>
internal sealed class TokenMint(KeyRing ring, TokenShape shape)
{
    /// <param name="publisher">Whose projects the token is for.</param>
    /// <param name="tokenId">128 random bits.</param>
    /// <param name="now">Truncated to seconds: a macaroon's times are whole ones.</param>
    /// <exception cref="InvalidOperationException">The ring has no key for today.</exception>
    public DraftToken Draft(TrustedPublisher publisher, Guid tokenId, DateTimeOffset now)
    {
        var key = ring.ActiveAt(now) ?? throw new InvalidOperationException("The key ring has no key that is in use now.");
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var expiresAt = issuedAt + shape.Lifetime;
        var macaroon = Macaroon
            .Create(RootKey(key, tokenId), shape.Location, new TokenIdentifier(key.Id, tokenId).ToBytes())
            .With(new Caveat.Publisher(publisher.Id).ToBytes())
            .With(new Caveat.ProjectIds([.. publisher.Projects.Select(project => project.Id)]).ToBytes())
            .With(new Caveat.Expiration(expiresAt.ToUnixTimeSeconds(), issuedAt.ToUnixTimeSeconds()).ToBytes());
        return new DraftToken(Encode(macaroon), tokenId, issuedAt, expiresAt);
    }

    public ApiToken Encode(Macaroon macaroon) => new(shape.Prefix + Base64Url.EncodeToString(MacaroonFormat.Write(macaroon)));

    /// <summary>Null unless the token is one of ours, unchanged or narrowed, and valid now.</summary>
    public ProvenToken? Prove(string text, DateTimeOffset now) =>
        Recognise(text, now) is { } token && TokenScope.From(token.Caveats) is { } scope && scope.IsValidAt(now)
            ? new ProvenToken(token.Id, scope)
            : null;

    /// <summary>
    /// Null unless the token was made here, whatever its caveats say: it may have expired, or carry one that nobody
    /// understands. Good enough to be revoked, and for nothing else.
    /// </summary>
    public RecognisedToken? Recognise(string text, DateTimeOffset now)
    {
        if (!text.StartsWith(shape.Prefix, StringComparison.Ordinal)
            || Base64UrlText.Decode(text[shape.Prefix.Length..]) is not { } bytes
            || MacaroonFormat.Read(bytes) is not { } macaroon
            || TokenIdentifier.Parse(macaroon.Identifier) is not { } identifier
            || ring.Find(identifier.KeyId, now) is not { } key
            || !macaroon.IsSignedBy(RootKey(key, identifier.TokenId)))
        {
            return null;
        }

        return new RecognisedToken(identifier.TokenId, macaroon.Caveats);
    }

    private byte[] RootKey(RingKey key, Guid tokenId) => KeyRing.RootKey(key, shape.InstallationId, shape.Target, tokenId);
}
