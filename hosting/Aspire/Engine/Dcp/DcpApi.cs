using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustedPublishing.Hosting.Engine.Dcp;

/// <summary>Names of DCP's API.</summary>
internal static class DcpApi
{
    public const string GroupVersion = "usvc-dev.developer.microsoft.com/v1";
    public const string Executables = "executables";
    public const string Containers = "containers";
    public const string Services = "services";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
