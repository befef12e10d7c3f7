namespace TrustedPublishing.PublisherConfig.SignIn;

/// <summary>Why signing in came to nothing, as a stable code in the sign-in page's address, and in words.</summary>
internal static class SignInProblem
{
    public const string Declined = "declined";
    public const string Failed = "failed";
    public const string NotAgain = "not_signed_in_again";
    public const string KeptOut = "kept_out";
    public const string ProviderAway = "provider_away";
    public const string LinkOver = "link_over";

    public static string Address(string problem, string? from) =>
        $"/sign-in?problem={problem}" + (from is null ? "" : $"&from={Uri.EscapeDataString(from)}");

    /// <returns>Null for a code that is none.</returns>
    public static string? Explain(string? problem) => problem switch
    {
        Declined => "The provider did not let you in, or you declined.",
        Failed => "Signing in did not work: it took too long, was begun in another browser, or the provider's answer was not valid. Try again; the operator's log says more.",
        NotAgain => "The provider did not ask you to sign in again, so this change is not possible yet. Sign out there, then try again.",
        KeptOut => "An operator keeps this account out of the console.",
        ProviderAway => "The provider does not answer. Try again soon.",
        LinkOver => "This link is over: it is good for five minutes and once. Start the stack again for a new one, or use the admin token.",
        _ => null,
    };
}
