using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.ServiceDefaults.Authentication;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.PublisherConfig.SignIn;

/// <summary>Opens, finds and ends sessions.</summary>
internal sealed partial class Sessions(
    PublisherConfigDb db, IOptionsMonitor<ConfiguredBearerOptions> adminToken, TimeProvider time, ILogger<Sessions> logger)
{
    private static readonly TimeSpan SeenAgainAfter = TimeSpan.FromMinutes(1);

    /// <summary>Opens a session for who has shown who they are, and records it.</summary>
    /// <returns>The secret for the cookie; null if an operator keeps this person out.</returns>
    public async Task<string?> OpenAsync(Identity identity, string? browser, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var person = await MeetAsync(identity, now, cancellationToken);
        if (person.DisabledAt is not null)
        {
            Log.Refused(logger, person.By);
            return null;
        }

        await db.Sessions.Where(s => s.LastSeenAt < now - Session.IdleLifetime).ExecuteDeleteAsync(cancellationToken);
        var secret = Secret.New();
        db.Sessions.Add(new Session
        {
            Id = Guid.CreateVersion7(now),
            SecretHash = Secret.Hash(secret),
            PersonId = person.Id,
            IsOperator = identity.IsOperator,
            IsAuditor = identity.IsAuditor,
            AdminMark = identity.Issuer == Person.AdminTokenIssuer ? AdminMark() : null,
            StartedAt = now,
            AuthenticatedAt = identity.AuthenticatedAt,
            LastSeenAt = now,
            Browser = Cut(browser, Session.MaxBrowserLength),
        });
        await db.SaveChangesAsync(cancellationToken);
        await db.AppendToOutboxAsync(OutboxRecord.Of(RecordOf(person, identity), ContractsJson.Default.PersonSignedIn, now), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Log.SignedIn(logger, person.By, identity.Via);
        return secret;
    }

    /// <summary>The session of this secret with its person, if it stands.</summary>
    public async Task<Session?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var (hash, now) = (Secret.Hash(secret), time.GetUtcNow());
        var session = await db.Sessions.AsNoTracking().Include(s => s.Person).SingleOrDefaultAsync(s => s.SecretHash == hash, cancellationToken);
        if (session is null || session.IsOverAt(now) || session.Person.DisabledAt is not null || !IsOfThisAdminToken(session))
        {
            return null;
        }

        if (now - session.LastSeenAt > SeenAgainAfter)
        {
            await db.Sessions.Where(s => s.Id == session.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, now), cancellationToken);
        }

        return session;
    }

    public Task EndAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = Secret.Hash(secret);
        return db.Sessions.Where(s => s.SecretHash == hash).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Signs a person out everywhere.</summary>
    public Task EndAllAsync(Guid personId, CancellationToken cancellationToken) =>
        db.Sessions.Where(s => s.PersonId == personId).ExecuteDeleteAsync(cancellationToken);

    // Two first sign-ins at once: the second waits for the first and finds its row.
    private async Task<Person> MeetAsync(Identity identity, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (name, email) = (Cut(identity.Name, Person.MaxDisplayLength), Cut(identity.Email, Person.MaxDisplayLength));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (id, issuer, subject, name, email, created_at, last_sign_in_at)
            VALUES ({Guid.CreateVersion7(now)}, {identity.Issuer}, {identity.Subject}, {name}, {email}, {now}, {now})
            ON CONFLICT (issuer, subject) DO UPDATE SET name = excluded.name, email = excluded.email, last_sign_in_at = excluded.last_sign_in_at
            WHERE people.disabled_at IS NULL
            """,
            cancellationToken);
        return await db.People.AsNoTracking().SingleAsync(p => p.Issuer == identity.Issuer && p.Subject == identity.Subject, cancellationToken);
    }

    private static PersonSignedIn RecordOf(Person person, Identity identity)
    {
        var personal = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Person.IsBuiltIn(person.Issuer))
        {
            Add("issuer", person.Issuer);
            Add("subject", person.Subject);
            Add("name", person.Name);
            Add("email", person.Email);
        }

        return new PersonSignedIn { PersonId = person.Id, Via = identity.Via, Roles = identity.Roles, Personal = personal };

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                personal[name] = value;
            }
        }
    }

    private bool IsOfThisAdminToken(Session session) =>
        session.Person.Issuer != Person.AdminTokenIssuer
        || (session.AdminMark is { } mark && CryptographicOperations.FixedTimeEquals(mark, AdminMark()));

    private byte[] AdminMark() => HMACSHA256.HashData(Encoding.UTF8.GetBytes(adminToken.Get(ManagementApi.BearerScheme).Token), "console session 2"u8);

    private static string? Cut(string? text, int length) => text?.Length > length ? text[..length] : text;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Session opened for {By} with {Via}")]
        public static partial void SignedIn(ILogger logger, string by, string via);

        [LoggerMessage(LogLevel.Warning, "No session for {By}: an operator keeps this person out")]
        public static partial void Refused(ILogger logger, string by);
    }
}
