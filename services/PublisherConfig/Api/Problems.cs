using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.PublisherConfig.Publishers;

namespace TrustedPublishing.PublisherConfig.Api;

/// <summary>
/// Refusals of the management API as problem details (RFC 9457). <c>code</c> is stable and for programs, <c>title</c> is for
/// humans, <c>errors</c> says what is wrong with which member.
/// </summary>
internal static class Problems
{
    public const string MalformedJson = "malformed_json";
    public const string BodyTooLarge = "body_too_large";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string InvalidQuery = "invalid_query";
    public const string InvalidProject = "invalid_project";
    public const string InvalidPublisher = "invalid_publisher";
    public const string ProjectExists = "project_exists";
    public const string ProjectNotFound = "project_not_found";
    public const string PublisherExists = "publisher_exists";
    public const string PublisherNotFound = "publisher_not_found";
    public const string TooManyPublishers = "too_many_publishers";
    public const string TooManyProjects = "too_many_projects";
    public const string SwitchNotFound = "switch_not_found";
    public const string InvalidExplanation = "invalid_explanation";
    public const string InvalidSwitch = "invalid_switch";
    public const string InvalidRevocation = "invalid_revocation";
    public const string InvalidRole = "invalid_role";
    public const string MemberNotFound = "member_not_found";
    public const string LastOwner = "last_owner";
    public const string InvitationNotFound = "invitation_not_found";
    public const string TooManyInvitations = "too_many_invitations";
    public const string NotPermitted = "not_permitted";
    public const string NotFound = "not_found";
    public const string Unavailable = "unavailable";
    public const string InternalError = "internal_error";

    public static ProblemHttpResult Of(int status, string code, string title) => TypedResults.Problem(
        statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = code });

    public static ProblemHttpResult Invalid(int status, string code, string title, FieldErrors errors) => TypedResults.Problem(
        statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = code, ["errors"] = errors.ToDictionary() });

    public static ProblemHttpResult NotAllowed() =>
        Of(StatusCodes.Status403Forbidden, NotPermitted, "Your role does not allow this.");

    public static ProblemHttpResult UnknownProject() =>
        Of(StatusCodes.Status404NotFound, ProjectNotFound, "There is no project of this name.");

    public static ProblemHttpResult UnknownPublisher() =>
        Of(StatusCodes.Status404NotFound, PublisherNotFound, "No publisher with this id stands for the project.");
}
