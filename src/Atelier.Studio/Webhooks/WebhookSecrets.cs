using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Webhooks;

/// <summary>The secret with which the messages to a user are signed, as Standard Webhooks has it (standardwebhooks.com).</summary>
internal sealed class WebhookSecrets(Database database)
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    /// <summary>The secret of a user: <c>whsec_</c> and base64. It is made at its first use.</summary>
    public Task<string> OfAsync(string user, CancellationToken cancel) => database.WriteAsync(
        async session =>
        {
            await session.RunAsync(
                "update users set webhook_secret = @secret where id = @user and webhook_secret is null",
                new { user, secret = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)) });
            return (await session.FirstAsync<string>("select webhook_secret from users where id = @user", new { user }))!;
        },
        cancel);

    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    /// <param name="secret">The user's secret.</param>
    /// <param name="id">The message's id.</param>
    /// <param name="timestamp">Unix seconds.</param>
    /// <param name="body">The message.</param>
    public static string Sign(string secret, string id, long timestamp, string body)
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}");
        var hash = HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), Encoding.UTF8.GetBytes(signed));
        return "v1," + Convert.ToBase64String(hash);
    }
}
