using System.Text.Json;
using Microsoft.OpenApi;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Formats;

namespace TrustedPublishing.Audit.Reading;

internal static class ReadingSetup
{
    public static void AddReading(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EntryFinder>();
        builder.Services.AddScoped<EntryReader>();
        builder.Services.AddSingleton<EntryFormats>();
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<Failures>();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ReadingJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, CloudEventJson.Default);
        });
        builder.Services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Audit log";
            document.Info.Description = "Every decision of the authority, for ever. What an entry's bytes are is in docs/audit-log.md.";
            document.AddComponent(Auditors.BearerScheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" });
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Auditors.BearerScheme, document)] = [] }];
            return Task.CompletedTask;
        }));
    }
}
