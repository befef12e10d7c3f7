using System.Text.Json.Serialization;

namespace TrustedPublishing.Contracts;

/// <summary>How messages look on the wire: snake_case, null members left out. A new message is one line here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProjectCreated))]
[JsonSerializable(typeof(PublisherAdded))]
[JsonSerializable(typeof(PublisherRemoved))]
[JsonSerializable(typeof(PublisherPinned))]
[JsonSerializable(typeof(ProviderKeysChanged))]
[JsonSerializable(typeof(ProviderKeysUnavailable))]
[JsonSerializable(typeof(TokenMinted))]
[JsonSerializable(typeof(TokenExchangeDenied))]
[JsonSerializable(typeof(ExchangeRefusalsSummarised))]
[JsonSerializable(typeof(TokenRevoked))]
[JsonSerializable(typeof(TokensRevoked))]
[JsonSerializable(typeof(EmergencySwitchChanged))]
[JsonSerializable(typeof(PersonSignedIn))]
[JsonSerializable(typeof(ProjectMemberChanged))]
[JsonSerializable(typeof(InvitationIssued))]
[JsonSerializable(typeof(InvitationWithdrawn))]
public sealed partial class ContractsJson : JsonSerializerContext;
