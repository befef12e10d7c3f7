namespace TrustedPublishing.TrustRules;

/// <summary>How far an exchange came before it was refused. Everything from <see cref="Claims"/> on was signed by the issuer.</summary>
public enum RefusalStage
{
    /// <summary>The request itself, or an ID token that cannot be read or whose issuer is unknown.</summary>
    Envelope,

    /// <summary>The ID token was read, but nothing in it is proven: no key, wrong key, wrong algorithm.</summary>
    Signature,

    /// <summary>The signature holds; the ID token is not for us, not for now, or not well formed.</summary>
    Claims,

    /// <summary>The ID token is good; no trusted publisher answers to it.</summary>
    Publisher,

    /// <summary>The ID token was exchanged before.</summary>
    Replay,
}

/// <summary>Why an exchange was refused: a stable code and a sentence for people. <c>docs/denial-reasons.md</c> lists them all.</summary>
public sealed record DenialReason
{
    private static readonly List<DenialReason> Listed = [];

    private DenialReason(RefusalStage stage, string code, string description)
    {
        Stage = stage;
        Code = code;
        Description = description;
        Listed.Add(this);
    }

    public RefusalStage Stage { get; }

    /// <summary>Stable, for example <c>workflow_mismatch</c>: in records, metrics, logs and documentation.</summary>
    public string Code { get; }

    /// <summary>Says what is wrong without saying anything about what is registered here.</summary>
    public string Description { get; }

    /// <summary>True once the issuer's signature holds: from there on a refusal is recorded in full.</summary>
    public bool IsAfterSignature => Stage >= RefusalStage.Claims;

    public static IReadOnlyList<DenialReason> All => Listed;

    public static readonly DenialReason MalformedRequest =
        new(RefusalStage.Envelope, "malformed_request", "The request body must be a JSON object with one string member \"token\".");

    public static readonly DenialReason RequestTooLarge =
        new(RefusalStage.Envelope, "request_too_large", "The request body is larger than 64 KiB, or the ID token is longer than 16 KiB.");

    public static readonly DenialReason MalformedIdToken =
        new(RefusalStage.Envelope, "malformed_id_token", "The ID token is not a signed JWT in compact form.");

    public static readonly DenialReason UnknownIssuer =
        new(RefusalStage.Envelope, "unknown_issuer", "The issuer of the ID token is not accepted here.");

    public static readonly DenialReason MintingDisabled =
        new(RefusalStage.Envelope, "minting_disabled", "Trusted publishing is switched off here.");

    public static readonly DenialReason MintingStopped =
        new(RefusalStage.Envelope, "minting_stopped", "The operator has stopped all minting for now.");

    public static readonly DenialReason IssuerDistrusted =
        new(RefusalStage.Envelope, "issuer_distrusted", "The operator does not accept ID tokens of this issuer for now.");

    public static readonly DenialReason KeyDistrusted =
        new(RefusalStage.Signature, "key_distrusted", "The operator does not accept the key that signed the ID token any more; ask the CI provider for a new ID token.");

    public static readonly DenialReason UnsupportedAlgorithm =
        new(RefusalStage.Signature, "unsupported_algorithm", "The ID token is signed with an algorithm that is not accepted from its issuer.");

    public static readonly DenialReason UnsupportedHeader =
        new(RefusalStage.Signature, "unsupported_header", "The JOSE header of the ID token has no key id, is not of type JWT, or has critical extensions.");

    public static readonly DenialReason UnknownKey =
        new(RefusalStage.Signature, "unknown_key", "The issuer has no key of the ID token's key id.");

    public static readonly DenialReason UnsuitableKey =
        new(RefusalStage.Signature, "unsuitable_key", "The issuer's key of the ID token's key id is too weak, not for signatures, or not for the algorithm of the ID token.");

    public static readonly DenialReason BadSignature =
        new(RefusalStage.Signature, "bad_signature", "The signature of the ID token does not hold.");

    public static readonly DenialReason MalformedClaims =
        new(RefusalStage.Claims, "malformed_claims", "The ID token lacks exp, iat or aud, or one of its standard claims is of the wrong type.");

    public static readonly DenialReason AudienceMismatch =
        new(RefusalStage.Claims, "audience_mismatch", "The ID token is for another audience; ask the CI provider for one with the audience that GET /_/oidc/audience names.");

    public static readonly DenialReason Expired =
        new(RefusalStage.Claims, "expired", "The ID token has expired.");

    public static readonly DenialReason NotYetValid =
        new(RefusalStage.Claims, "not_yet_valid", "The ID token is not valid yet.");

    public static readonly DenialReason LifetimeTooLong =
        new(RefusalStage.Claims, "lifetime_too_long", "The ID token is valid for longer than one of its issuer may be, or expires before it was issued.");

    public static readonly DenialReason ClaimMissing =
        new(RefusalStage.Publisher, "claim_missing", "The ID token lacks a claim that its provider always sends.");

    public static readonly DenialReason ClaimsInconsistent =
        new(RefusalStage.Publisher, "claims_inconsistent", "Two claims of the ID token contradict each other.");

    public static readonly DenialReason EventRefused =
        new(RefusalStage.Publisher, "event_refused", "Jobs started by this event cannot publish; pull_request_target and workflow_run may run other people's code and must be allowed by name.");

    public static readonly DenialReason EmailNotVerified =
        new(RefusalStage.Publisher, "email_not_verified", "The e-mail address in the ID token is not verified.");

    public static readonly DenialReason BuilderRefused =
        new(RefusalStage.Publisher, "builder_refused", "Only the builder pypi-publisher can publish.");

    public static readonly DenialReason JobRefused =
        new(RefusalStage.Publisher, "job_refused", "Jobs of this kind cannot publish, whatever is registered: re-runs with SSH, debug sessions, builds of pull requests and the like.");

    public static readonly DenialReason NoPublisher =
        new(RefusalStage.Publisher, "no_publisher", "No trusted publisher is registered for the identity in the ID token.");

    public static readonly DenialReason WorkflowMismatch =
        new(RefusalStage.Publisher, "workflow_mismatch", "The repository has a trusted publisher, but for another workflow.");

    public static readonly DenialReason EnvironmentMismatch =
        new(RefusalStage.Publisher, "environment_mismatch", "The workflow has a trusted publisher, but for another environment.");

    public static readonly DenialReason CallingWorkflowMismatch =
        new(RefusalStage.Publisher, "calling_workflow_mismatch", "The workflow has a trusted publisher, but called by another workflow.");

    public static readonly DenialReason RefMismatch =
        new(RefusalStage.Publisher, "ref_mismatch", "The workflow has a trusted publisher, but for other branches or tags.");

    public static readonly DenialReason RunnerMismatch =
        new(RefusalStage.Publisher, "runner_mismatch", "The workflow has a trusted publisher, but for other runners.");

    public static readonly DenialReason ClaimMismatch =
        new(RefusalStage.Publisher, "claim_mismatch", "The identity has a trusted publisher, but a claim of the ID token is not as registered.");

    public static readonly DenialReason HumanAccount =
        new(RefusalStage.Publisher, "human_account", "The account is a person's; it can publish only where its subject is registered.");

    public static readonly DenialReason SubjectMismatch =
        new(RefusalStage.Publisher, "subject_mismatch", "The account has a trusted publisher, but for another subject.");

    public static readonly DenialReason ActorMismatch =
        new(RefusalStage.Publisher, "actor_mismatch", "The project has a trusted publisher, but for another actor.");

    public static readonly DenialReason PinnedIdMismatch =
        new(RefusalStage.Publisher, "pinned_id_mismatch", "The names have a trusted publisher, but it is pinned to other immutable ids: a name was given up and taken up again.");

    public static readonly DenialReason PinWindowOver =
        new(RefusalStage.Publisher, "pin_window_over", "The trusted publisher was not used in time to learn its immutable ids, and matches nothing any more; its owner removes it and adds it again.");

    public static readonly DenialReason AlreadyUsed =
        new(RefusalStage.Replay, "already_used",
            "The ID token was exchanged before; every exchange needs a new one. GitHub gives one for each request and GitLab one for each job; "
            + "Google's metadata server and Kubernetes hand the same one to everybody who asks until they renew it, so parallel jobs there "
            + "must share one exchange or ask for ID tokens of their own.");

    public static readonly DenialReason TooManyTargets =
        new(RefusalStage.Replay, "too_many_targets", "The ID token was exchanged for 50 targets already.");

    public override string ToString() => Code;
}
