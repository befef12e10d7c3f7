using System.Security.Cryptography;
using System.Text;

namespace TrustedPublishing.ServiceDefaults.Data;

/// <summary>
/// What PostgreSQL stores of a password (RFC 5803, as in <c>pg_authid.rolpassword</c>), made here so that the password itself
/// never stands in a statement that the server could log.
/// </summary>
internal static class ScramVerifier
{
    private const int Iterations = 4096;

    public static string For(string password) => For(password, RandomNumberGenerator.GetBytes(16));

    public static string For(string password, byte[] salt)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, 32);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }
}
