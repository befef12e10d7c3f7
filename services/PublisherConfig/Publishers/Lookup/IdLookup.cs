using System.Net;
using System.Text.Json;

namespace TrustedPublishing.PublisherConfig.Publishers.Lookup;

/// <summary>What a provider said about the ids behind a registration.</summary>
internal abstract record LookupOutcome
{
    private LookupOutcome()
    {
    }

    /// <summary>The provider is not asked here.</summary>
    public sealed record Off : LookupOutcome;

    public sealed record Found(IReadOnlyDictionary<string, string> Ids) : LookupOutcome;

    /// <summary>The provider shows nobody a repository or project of this name: it is private, or not there.</summary>
    public sealed record NotFound : LookupOutcome;

    /// <summary>No answer, or none that can be understood.</summary>
    public sealed record Failed : LookupOutcome;
}

/// <summary>
/// Asks a provider's API for the ids behind the names of a registration: without any secret, following no redirect, for at most
/// <see cref="TimeLimit"/> and <see cref="SizeLimit"/>. Its trouble is never a refusal.
/// </summary>
internal sealed partial class IdLookup(ProviderApis apis, IHttpClientFactory clients, ILogger<IdLookup> logger)
{
    public const string Client = "provider-apis";

    /// <summary>In bytes; GitHub's answer has some 10 000.</summary>
    public const int SizeLimit = 256 * 1024;

    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    public async Task<LookupOutcome> FindAsync(Registration registration, CancellationToken cancellationToken)
    {
        if (apis.Find(registration.Issuer) is not { } api || IdQuestion.For(registration.Provider, registration.Fields) is not { } question)
        {
            return new LookupOutcome.Off();
        }

        try
        {
            using var client = clients.CreateClient(Client);
            using var response = await client.GetAsync(new Uri(api, question.Path), cancellationToken);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect)
            {
                return new LookupOutcome.NotFound();
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                return Failed(registration, $"HTTP {(int)response.StatusCode}");
            }

            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken), new JsonDocumentOptions { MaxDepth = 32 });
            return question.Read(answer.RootElement) is { } ids ? new LookupOutcome.Found(ids) : Failed(registration, "an answer about something else");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Failed(registration, e is OperationCanceledException ? "no answer in time" : e.Message);
        }
    }

    private LookupOutcome.Failed Failed(Registration registration, string reason)
    {
        Log.Failed(logger, registration.Provider, registration.Issuer, reason);
        return new LookupOutcome.Failed();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The API of {Provider} for {Issuer} did not say the ids of a registration, which waits for its first exchange instead: {Reason}")]
        public static partial void Failed(ILogger logger, string provider, string issuer, string reason);
    }
}
