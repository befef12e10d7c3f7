namespace TrustedPublishing.Audit.Reading;

internal static class ReadingSetup
{
    public static void AddReading(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<EntryReader>();
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ReadingJson.Default));
    }
}
