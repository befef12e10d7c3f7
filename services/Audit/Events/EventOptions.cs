using System.ComponentModel.DataAnnotations;

namespace TrustedPublishing.Audit.Events;

/// <summary>The section <c>Events</c>.</summary>
internal sealed class EventOptions
{
    public const string Section = "Events";

    /// <summary>Whether entries are published to RabbitMQ for consumers inside the house.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The topic exchange. The broker lets the service write to <c>audit.events</c> unless the operator allows another.</summary>
    [Required, MaxLength(200)]
    public string Exchange { get; set; } = "audit.events";
}
