namespace TrustedPublishing.PublisherConfig.Publishers.Pinning;

/// <summary>Binds publishers to the provider's immutable ids.</summary>
internal static class PinningSetup
{
    public static void AddPinning(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PinOptions>().BindConfiguration(PinOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<PinPublisher>();
    }
}
