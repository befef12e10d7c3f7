using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;
using TrustedPublishing.TrustRules;
using TrustedPublishing.TrustRules.Described;

namespace TrustedPublishing.PublisherConfig.Api;

/// <summary>Schemas of what is sent and answered, made from the kinds of publishers.</summary>
internal static class PublisherSchemas
{
    public const string NewProject = "NewProject";
    public const string NewPublisher = "NewPublisher";

    public static void AddTo(OpenApiDocument document, IReadOnlyList<IProvider> providers)
    {
        document.AddComponent<IOpenApiSchema>(NewProject, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "name" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["name"] = Text("A name that is valid by PEP 508.", ProjectName.MaxLength, "Sample.Project"),
            },
            AdditionalPropertiesAllowed = false,
        });
        foreach (var kind in providers)
        {
            document.AddComponent<IOpenApiSchema>(Name(kind), Schema(kind));
        }

        document.AddComponent<IOpenApiSchema>(NewPublisher, new OpenApiSchema
        {
            Description = "Which members there are depends on the provider.",
            OneOf = [.. providers.Select(kind => new OpenApiSchemaReference(Name(kind), document))],
            Discriminator = new OpenApiDiscriminator
            {
                PropertyName = Registration.ProviderMember,
                Mapping = providers.ToDictionary(kind => kind.Name, kind => new OpenApiSchemaReference(Name(kind), document)),
            },
        });
        document.AddComponent<IOpenApiSchema>(ProblemExample.Schema, Problem());
        if (document.Components?.Schemas?.TryGetValue(nameof(PublisherResponse), out var answered) == true && answered is OpenApiSchema response)
        {
            // The provider's fields stand beside the other members.
            response.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null };
        }
    }

    public static OpenApiRequestBody Body(string schema, OpenApiDocument document, Dictionary<string, IOpenApiExample> examples) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new() { Schema = new OpenApiSchemaReference(schema, document), Examples = examples },
        },
    };

    public static Dictionary<string, IOpenApiExample> ProjectExamples() =>
        new() { ["project"] = new OpenApiExample { Value = new JsonObject { ["name"] = "Sample.Project" } } };

    public static Dictionary<string, IOpenApiExample> PublisherExamples(IReadOnlyList<IProvider> providers) => providers.ToDictionary(
        kind => kind.Name,
        IOpenApiExample (kind) =>
        {
            var body = new JsonObject { [Registration.ProviderMember] = kind.Name };
            foreach (var field in kind.Fields.Where(field => !field.IsFurther))
            {
                body[field.Name] = field.Example;
            }

            return new OpenApiExample { Summary = kind.DisplayName, Value = body };
        });

    /// <summary>A name of its own for each: those in code by what people call them, described ones by their unique names.</summary>
    private static string Name(IProvider kind) => kind is DescribedProvider
        ? $"NewPublisherOf_{kind.Name}"
        : $"NewPublisherOf{kind.DisplayName.Split(' ')[0]}";

    private static OpenApiSchema Schema(IProvider kind)
    {
        var properties = new Dictionary<string, IOpenApiSchema>
        {
            [Registration.ProviderMember] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [kind.Name] },
        };
        foreach (var field in kind.Fields)
        {
            properties[field.Name] = Text(field.Help, field.MaxLength, field.Example, nullable: !field.IsRequired);
        }

        properties[Registration.IssuerMember] = Text(
            "One of the issuers that are configured for the provider, or one that matches a pattern of it, byte for byte; the provider's own when left out, "
            + "if it has one.", 255, null, nullable: true);
        if (ImmutableIds.Of(kind) is { Count: > 0 } ids)
        {
            properties[Registration.IdsMember] = Ids(ids);
        }

        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = kind.Introduction,
            Required = kind.Fields.Where(field => field.IsRequired).Select(field => field.Name).Prepend(Registration.ProviderMember).ToHashSet(),
            Properties = properties,
            AdditionalPropertiesAllowed = false,
        };
    }

    private static OpenApiSchema Ids(IReadOnlyList<ImmutableId> ids)
    {
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object | JsonSchemaType.Null,
            Description = "The provider's immutable ids of what the other members name: all of them or none. "
                + "Left out, they are asked of the provider where that is set up, else the first accepted exchange brings them.",
            Required = ids.Select(id => id.Claim).ToHashSet(),
            Properties = ids.ToDictionary(id => id.Claim, IOpenApiSchema (id) => Text($"The claim {id.Claim}.", ImmutableIds.MaxLength, null)),
            AdditionalPropertiesAllowed = false,
        };
    }

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Problem details (RFC 9457).",
        Required = new HashSet<string> { "title", "status", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "For humans; may change." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "For programs; does not change." },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "What is wrong, by member.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
        },
    };

    private static OpenApiSchema Text(string description, int maxLength, string? example, bool nullable = false) => new()
    {
        Type = nullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String,
        Description = description,
        MaxLength = maxLength,
        Examples = example is null ? null : [example],
    };
}
