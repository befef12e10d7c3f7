namespace TrustedPublishing.PublisherConfig.Members;

internal static class MembersSetup
{
    public static void AddMembers(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ChangeMember>();
        builder.Services.AddScoped<Invitations>();
        builder.Services.AddSingleton<InvitationLinks>();
    }
}
