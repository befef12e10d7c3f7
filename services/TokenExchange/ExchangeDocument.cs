using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace TrustedPublishing.TokenExchange;

/// <summary>What the OpenAPI document at <c>/openapi/v1.json</c> says beyond what the endpoints tell by themselves.</summary>
internal static class ExchangeDocument
{
    private const string BasicScheme = "client";

    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Token exchange",
                Version = "1",
                Description = "Exchanges a CI job's OpenID Connect ID token for a short-lived registry API token, tells the registry whether a token is good, and revokes it.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[BasicScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "The registry's client id and secret. They may stand in the form instead.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(async (operation, context, cancellationToken) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<DescribedBody>().SingleOrDefault() is { } body)
            {
                var schema = await context.GetOrCreateSchemaAsync(body.Type, null, cancellationToken);
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [body.ContentType] = new() { Schema = schema } },
                };
            }

            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ForRegistryClients>().Any())
            {
                var scheme = new OpenApiSecuritySchemeReference(BasicScheme, context.Document);
                operation.Security = [new OpenApiSecurityRequirement { [scheme] = [] }, []];
            }
        });
    }
}

/// <summary>
/// The body of an endpoint that reads it by itself. <c>Accepts</c> would make routing turn other content types away, before
/// the endpoint can answer in its dialect.
/// </summary>
internal sealed record DescribedBody(Type Type, string ContentType);

/// <summary>An endpoint that asks for a registry's client credential.</summary>
internal sealed record ForRegistryClients;
