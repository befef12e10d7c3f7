using System.Reflection;
using MassTransit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TrustedPublishing.OpenIddictRival;

internal static class Hosting
{
    public static void AddEvents(this IServiceCollection services, RivalSettings rival)
    {
        services.AddMassTransit(bus => bus.UsingRabbitMq((_, rabbit) => Events.Configure(rabbit, rival.RabbitMq)));
        services.Configure<MassTransitHostOptions>(o => o.WaitUntilStarted = true);
    }

    /// <summary>Each choice has its reason in README.md.</summary>
    public static void AddOpenIddictServer(this IServiceCollection services)
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<RivalDb>().ReplaceDefaultEntities<Guid>())
            .AddServer(server =>
            {
                server.SetTokenEndpointUris("token").AllowTokenExchangeFlow().AcceptAnonymousClients();
                server.Configure(options => options.SubjectTokenTypes.Add(TokenTypeIdentifiers.IdentityToken));
                server.SetAccessTokenLifetime(TimeSpan.FromMinutes(15)).UseDataProtection();
                // The server asks for keys for its JWTs; what it issues here are Data Protection tokens.
                server.AddEphemeralSigningKey().AddEphemeralEncryptionKey();
                server.UseAspNetCore().DisableTransportSecurityRequirement();
                server.AddEventHandler(CiIdTokens.Descriptor).AddEventHandler(Exchange.Descriptor).AddEventHandler(Events.Descriptor);
            });
    }

    /// <summary>The benchmark holds the other end of standard input: where that is gone, so is this host.</summary>
    public static async Task StopWithParentAsync(this IServiceProvider services)
    {
        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }

    public static async Task<string> VersionsAsync(this IServiceProvider services)
    {
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        var assemblies = new[] { typeof(OpenIddictServerOptions), typeof(IBus), typeof(DbContext), typeof(NpgsqlConnection) }
            .Select(type => type.Assembly)
            .Select(assembly => $"{assembly.GetName().Name} {assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}");
        return string.Join(", ", [.. assemblies, $".NET {Environment.Version}", $"PostgreSQL {connection.PostgreSqlVersion}"]);
    }
}
