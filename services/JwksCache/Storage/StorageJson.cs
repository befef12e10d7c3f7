using System.Text.Json.Serialization;
using TrustedPublishing.Contracts;
using TrustedPublishing.JwksCache.KeySets;
using TrustedPublishing.JwksCache.Refreshing;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.JwksCache.Storage;

/// <summary>How values look in Redis.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeySet))]
[JsonSerializable(typeof(FetchFailure))]
[JsonSerializable(typeof(IReadOnlyList<SigningKeyRef>))]
[JsonSerializable(typeof(OutboxRecord))]
internal sealed partial class StorageJson : JsonSerializerContext;
