namespace TrustedPublishing.Hosting.Aspire.Tests.Engine;

/// <summary>Each of these tests starts an engine and processes: one after the other is faster.</summary>
[CollectionDefinition(Name)]
public sealed class OneEngineAtATime
{
    public const string Name = "engine";
}
