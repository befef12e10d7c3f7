using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Servers.Secrets;

/// <summary>The passwords of a server's users.</summary>
internal static class Passwords
{
    /// <summary>Reads the values, when a server is about to start.</summary>
    public static async Task<IReadOnlyList<(TUser User, string Password)>> ReadAsync<TUser>(
        this IReadOnlyDictionary<TUser, IResourceBuilder<ParameterResource>> passwords, CancellationToken cancellationToken)
    {
        var read = new List<(TUser, string)>();
        foreach (var (user, password) in passwords)
        {
            read.Add((user, (await password.Resource.GetValueAsync(cancellationToken))!));
        }

        return read;
    }
}
