using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Tokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.Bench.Steps;

/// <summary>The pure steps of one exchange, each on its own, in their order.</summary>
[MemoryDiagnoser]
public class ExchangeSteps
{
    private SampleExchange sample = null!;
    private byte[] envelope = [];
    private byte[] compact = [];
    private UnverifiedIdToken unverified = null!;
    private SignedIdToken signed = null!;
    private VerifiedIdToken verified = null!;
    private TrustedPublisher publisher = null!;
    private DraftToken draft = null!;

    /// <summary>Whose ID token it is: they differ in size and in what has to be compared.</summary>
    [Params("github", "gitlab", "google", "activestate")]
    public string Provider { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        sample = SampleExchange.Of(Provider);
        envelope = JsonSerializer.SerializeToUtf8Bytes(new { token = sample.IdToken });
        compact = Encoding.ASCII.GetBytes(sample.IdToken);
        unverified = ParseIdToken();
        signed = VerifySignature() is SignatureVerification.Good good ? good.IdToken : throw Refused();
        verified = CheckTimesAndAudience() is IdTokenVerification.Good checkedToken ? checkedToken.IdToken : throw Refused();
        publisher = Match() is MatchResult.Matched matched ? matched.Publisher : throw Refused();
        draft = sample.Mint.Draft(publisher, SampleExchange.TokenId, sample.Now);
    }

    [Benchmark(Description = "1 parse envelope")]
    public int ParseEnvelopeStep() => MintTokenRequest.TryParse(envelope, out var idToken, out _) ? idToken.Length : throw Refused();

    [Benchmark(Description = "2 parse ID token")]
    public object ParseIdTokenStep() => ParseIdToken();

    [Benchmark(Description = "3 verify signature")]
    public object VerifySignatureStep() => VerifySignature();

    [Benchmark(Description = "4 check times and audience")]
    public object CheckTimesAndAudienceStep() => CheckTimesAndAudience();

    [Benchmark(Description = "5 find candidates and match")]
    public object MatchStep() => Match();

    [Benchmark(Description = "6 draft macaroon")]
    public object DraftStep() => sample.Mint.Draft(publisher, SampleExchange.TokenId, sample.Now);

    [Benchmark(Description = "7 ledger entry with record JSON")]
    public object LedgerEntryStep() => LedgerEntries.For(verified, sample.Rules, publisher, draft, SampleExchange.Target, sample.Now);

    [Benchmark(Description = "7a of that: select claims")]
    public int SelectClaimsStep() =>
        sample.Rules.Claims.Select(verified.Claims, ClaimRecord.Plain).Count + sample.Rules.Claims.Select(verified.Claims, ClaimRecord.Personal).Count;

    private UnverifiedIdToken ParseIdToken() => UnverifiedIdToken.TryParse(compact, out var parsed, out _) ? parsed : throw Refused();

    private SignatureVerification VerifySignature() => SignedIdToken.Authenticate(unverified, sample.Policy, sample.Key);

    private IdTokenVerification CheckTimesAndAudience() => VerifiedIdToken.Verify(signed, sample.Policy, sample.Now);

    private MatchResult Match() => PublisherMatch.Find(sample.Rules, verified, sample.Candidates, sample.Now);

    private static InvalidOperationException Refused() => new("The sample exchange is refused.");
}
