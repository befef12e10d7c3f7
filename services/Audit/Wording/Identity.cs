namespace TrustedPublishing.Audit.Wording;

/// <summary>Who a CI job or a registered publisher is, in the words of its provider: <c>GitHub octo-org/sampleproject release.yml</c>.</summary>
internal static class Identity
{
    public const string Erased = "(erased)";

    /// <summary>From an ID token's claims.</summary>
    public static string OfClaims(
        string provider,
        IReadOnlyDictionary<string, string> plain,
        IReadOnlyDictionary<string, string> digests,
        IReadOnlyDictionary<string, string> personal)
    {
        var claims = new Fields(plain, digests, personal);
        return provider switch
        {
            // workflow_ref: octo-org/sampleproject/.github/workflows/release.yml@refs/heads/main
            "github" => Join("GitHub", claims["repository"], FileName(claims["workflow_ref"])),
            // ci_config_ref_uri: gitlab.com/octo/sample//.gitlab-ci.yml@refs/heads/main
            "gitlab" => Join("GitLab", claims["project_path"], AfterDoubleSlash(claims["ci_config_ref_uri"])),
            "google" => Join("Google", claims["email"]),
            "activestate" => Join("ActiveState", claims["project_path"] ?? Slash(claims["organization"], claims["project"]), claims["actor"]),
            // A described provider: the subject says most, if the description has it recorded.
            _ => Join(provider, claims["sub"]),
        };
    }

    /// <summary>From the fields of a registered publisher.</summary>
    public static string OfRegistration(
        string provider,
        IReadOnlyDictionary<string, string> plain,
        IReadOnlyDictionary<string, string> digests,
        IReadOnlyDictionary<string, string> personal)
    {
        var fields = new Fields(plain, digests, personal);
        return provider switch
        {
            "github" => Join("GitHub", Slash(fields["repository_owner"], fields["repository_name"]), fields["workflow_filename"], Environment(fields)),
            "gitlab" => Join("GitLab", Slash(fields["namespace"], fields["project"]), fields["workflow_filepath"], Environment(fields)),
            "google" => Join("Google", fields["email"]),
            "activestate" => Join("ActiveState", Slash(fields["organization"], fields["project"]), fields["actor"]),
            _ => Join(provider, fields.InAll()),
        };
    }

    private static string? Environment(Fields fields) =>
        fields["environment"] is { Length: > 0 } environment ? $"environment {environment}" : null;

    private static string Join(params ReadOnlySpan<string?> parts)
    {
        var words = new List<string>();
        foreach (var part in parts)
        {
            if (!string.IsNullOrEmpty(part))
            {
                words.Add(part);
            }
        }
        return string.Join(' ', words);
    }

    private static string? Slash(string? left, string? right) => left is null && right is null ? null : $"{left}/{right}";

    private static string? FileName(string? workflowRef)
    {
        var path = BeforeAt(workflowRef);
        return path?[(path.LastIndexOf('/') + 1)..];
    }

    private static string? AfterDoubleSlash(string? configRef)
    {
        var path = BeforeAt(configRef);
        var start = path?.IndexOf("//", StringComparison.Ordinal) ?? -1;
        return start < 0 ? path : path![(start + 2)..];
    }

    private static string? BeforeAt(string? reference)
    {
        var at = reference?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        return at < 0 ? reference : reference![..at];
    }

    /// <summary>A field from where it is: in clear, erased, or not there (null).</summary>
    private readonly ref struct Fields(
        IReadOnlyDictionary<string, string> plain,
        IReadOnlyDictionary<string, string> digests,
        IReadOnlyDictionary<string, string> personal)
    {
        /// <summary>All values, in the order of their names.</summary>
        public string InAll()
        {
            var words = new List<string>();
            foreach (var name in plain.Keys.Concat(digests.Keys).Order(StringComparer.Ordinal))
            {
                words.Add(this[name] ?? Erased);
            }
            return string.Join(' ', words);
        }

        public string? this[string name]
        {
            get
            {
                if (personal.TryGetValue(name, out var value) || plain.TryGetValue(name, out value))
                {
                    return value;
                }
                return digests.ContainsKey(name) ? Erased : null;
            }
        }
    }
}
