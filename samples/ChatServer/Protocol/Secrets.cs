using System.Security.Cryptography;
using System.Text;

namespace ChatServer;

/// <summary>Passwords.</summary>
internal static class Secrets
{
    /// <summary>Compares two in a time that does not tell how much of one was right.</summary>
    public static bool AreEqual(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.Latin1.GetBytes(one), Encoding.Latin1.GetBytes(other));
}
