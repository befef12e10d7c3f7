using System.Text;

namespace TrustedPublishing.Bench.Exchanges.Traffic;

/// <summary>Requests as bytes, ready before anything is measured.</summary>
internal static class HttpRequests
{
    public static byte[] Json(string path, string body) => Post(path, "application/json", body);

    public static byte[] Form(string path, string body) => Post(path, "application/x-www-form-urlencoded", body);

    public static byte[] Empty(string path) => Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n");

    private static byte[] Post(string path, string contentType, string body) => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
}
