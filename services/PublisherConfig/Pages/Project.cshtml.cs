using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.PublisherConfig.Publishers.Lookup;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Pages;

/// <summary>A project's trusted publishers, and the form for a new one; the query says of which provider.</summary>
[Needs(Need.SeeProject, Post = Need.ManageProject)]
internal sealed class ProjectModel(
    PublisherConfigDb db, AddPublisher addPublisher, IssuerDirectory issuers, ProviderCatalog providers, RegistrationIds ids) : PageModel
{
    private Dictionary<string, string?> typed = new(StringComparer.Ordinal);

    /// <summary>The publisher that the request before this one added.</summary>
    [FromQuery(Name = "added")]
    public Guid? AddedId { get; set; }

    [FromQuery(Name = "provider")]
    public string? Provider { get; set; }

    public Project Project { get; private set; } = null!;

    public IReadOnlyList<IProvider> Kinds => issuers.Offered;

    public IProvider Kind => Kinds.FirstOrDefault(kind => kind.Name == Provider) ?? Kinds[0];

    public IProvider ProviderOf(Publisher publisher) => providers.Of(publisher.Provider);

    public Publisher? Added => Project.Publishers.FirstOrDefault(standing => standing.PublisherId == AddedId)?.Publisher;

    public IReadOnlyList<ConfiguredIssuer> Issuers => [.. issuers.All.Where(issuer => issuer.Provider == Kind.Name)];

    /// <summary>What an issuer may look like that is not in the list; empty where the list is complete.</summary>
    public IReadOnlyList<string> IssuerPatterns => issuers.PatternsOf(Kind.Name);

    public string? ChosenIssuer => typed.GetValueOrDefault(Registration.IssuerMember) ?? issuers.DefaultFor(Kind.Name)?.Issuer;

    public FieldErrors Errors { get; private set; } = new();

    /// <summary>Why nothing was added, when it is no single field's fault.</summary>
    public string? Refusal { get; private set; }

    public IEnumerable<FieldInput> Inputs
    {
        get
        {
            var firstWrong = Kind.Fields.FirstOrDefault(f => Errors.Has(f.Name));
            return Kind.Fields.Select(f => new FieldInput(f, typed.GetValueOrDefault(f.Name), Errors.Of(f.Name), f == firstWrong));
        }
    }

    public async Task<IActionResult> OnGetAsync(string name, CancellationToken cancellationToken) =>
        await LoadAsync(name, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string name, CancellationToken cancellationToken)
    {
        typed = Kind.Fields.Select(field => field.Name).Append(Registration.IssuerMember)
            .ToDictionary(member => member, member => (string?)Request.Form[member], StringComparer.Ordinal);
        var given = new Dictionary<string, string?>(typed) { [Registration.ProviderMember] = Kind.Name };
        var outcome = await ids.CompleteAsync(Registration.Check(given, issuers), cancellationToken);
        if (outcome is RegistrationOutcome.Accepted { Registration: var registration })
        {
            return await AddAsync(name, registration, cancellationToken);
        }

        Errors = ((RegistrationOutcome.Refused)outcome).Errors;
        return await ShowAgainAsync(name, null, cancellationToken);
    }

    private async Task<IActionResult> AddAsync(string name, Registration registration, CancellationToken cancellationToken) =>
        await addPublisher.ExecuteAsync(name, registration, HttpContext.By(), cancellationToken) switch
        {
            AddPublisherOutcome.Added { Standing: var standing } =>
                Redirect($"/projects/{standing.Project.NormalizedName}?provider={Kind.Name}&added={standing.PublisherId}#content"),
            AddPublisherOutcome.UnknownProject => NotFound(),
            AddPublisherOutcome.Exists => await ShowAgainAsync(name, "The same publisher stands for this project already.", cancellationToken),
            AddPublisherOutcome.TooManyPublishers => await ShowAgainAsync(
                name, $"A project has at most {AddPublisher.MaxPublishersOfProject} publishers.", cancellationToken),
            AddPublisherOutcome.TooManyProjects => await ShowAgainAsync(
                name, $"A publisher stands for at most {AddPublisher.MaxProjectsOfPublisher} projects.", cancellationToken),
            _ => throw new UnreachableException(),
        };

    private async Task<IActionResult> ShowAgainAsync(string name, string? refusal, CancellationToken cancellationToken)
    {
        Refusal = refusal;
        return await LoadAsync(name, cancellationToken) ? new PageResult { StatusCode = StatusCodes.Status422UnprocessableEntity } : NotFound();
    }

    private async Task<bool> LoadAsync(string name, CancellationToken cancellationToken)
    {
        var project = await ProjectQueries.FindWithPublishersAsync(db, name, cancellationToken);
        Project = project!;
        return project is not null;
    }
}
