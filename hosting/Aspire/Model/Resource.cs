namespace Aspire.Hosting.ApplicationModel;

/// <summary>Base of every resource. A name starts with a letter and holds up to 64 ASCII letters, digits and single hyphens.</summary>
public abstract class Resource : IResource
{
    protected Resource(string name)
    {
        ThrowIfInvalid(name);
        Name = name;
    }

    public virtual string Name { get; }

    public virtual ResourceAnnotationCollection Annotations { get; } = [];

    public override string ToString() => $"{GetType().Name} '{Name}'";

    // The name becomes part of object names in the engine and of environment variables.
    private static void ThrowIfInvalid(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var valid = name.Length <= 64
            && char.IsAsciiLetter(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            && name[^1] != '-'
            && !name.Contains("--", StringComparison.Ordinal);
        if (!valid)
        {
            throw new ArgumentException(
                $"Resource name '{name}' is invalid. It must start with a letter and hold up to 64 ASCII letters, digits and single hyphens.", nameof(name));
        }
    }
}
