namespace Atelier.Studio.Webhooks;

/// <summary>Addresses of webhooks.</summary>
internal static class WebhookUrl
{
    private const int Longest = 2000;

    /// <summary>Whether it is an absolute address of http or https without a name and password in it.</summary>
    public static bool IsValid(string url) => url.Length <= Longest && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp) && parsed.UserInfo.Length == 0;
}
