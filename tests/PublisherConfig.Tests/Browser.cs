using System.Net;
using System.Text.RegularExpressions;

namespace TrustedPublishing.PublisherConfig.Tests;

/// <summary>Uses the pages as a browser does: keeps cookies, reads a page, fills in the form that is on it.</summary>
public sealed partial class Browser : IDisposable
{
    public Browser(Uri address, CookieContainer cookies) =>
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = address };

    public HttpClient Client { get; }

    public async Task<Page> GetAsync(string path) => await Page.OfAsync(await Client.GetAsync(path));

    /// <summary>Opens the page and sends the form on it whose action, without its query, is <paramref name="action"/>.</summary>
    public Task<Page> SubmitAsync(string path, string action, params (string Name, string Value)[] fields) => SubmitAsync(path, action, null, fields);

    /// <summary>The same where several forms have that action: this one has a <paramref name="handler"/>.</summary>
    public async Task<Page> SubmitAsync(string path, string action, string? handler, params (string Name, string Value)[] fields) =>
        await (await OpenFormAsync(path, action, handler, fields))();

    /// <summary>Opens the page and fills in its form; what is given back sends it.</summary>
    public async Task<Func<Task<Page>>> OpenFormAsync(string path, string action, string? handler = null, params (string Name, string Value)[] fields)
    {
        var page = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var form = Form().Matches(page.Html).Single(f =>
            WebUtility.HtmlDecode(f.Groups["action"].Value) is var found && found.Split('?')[0] == action && (handler is null || found.EndsWith($"?handler={handler}", StringComparison.Ordinal)));
        var token = AntiforgeryField().Match(form.Value).Groups["value"].Value;
        return () => PostAsync(WebUtility.HtmlDecode(form.Groups["action"].Value), [("antiforgery", token), .. fields]);
    }

    public async Task<Page> PostAsync(string path, params (string Name, string Value)[] fields) => await Page.OfAsync(
        await Client.PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)))));

    public async Task<Page> SignInAsync(string token = PublisherService.AdminToken) => await SubmitAsync("/sign-in", "/sign-in", ("token", token));

    public void Dispose() => Client.Dispose();

    [GeneratedRegex("""<form method="post"[^>]*action="(?<action>[^"]*)".*?</form>""", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("""name="antiforgery" type="hidden" value="(?<value>[^"]*)" """)]
    private static partial Regex AntiforgeryField();
}

/// <summary>A page as it came over the wire.</summary>
public sealed record Page(HttpStatusCode Status, string? Location, string Html, IReadOnlyDictionary<string, string> Headers)
{
    public static async Task<Page> OfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return new Page(
                response.StatusCode,
                response.Headers.Location?.OriginalString,
                await response.Content.ReadAsStringAsync(),
                response.Headers.ToDictionary(h => h.Key, h => string.Join("\n", h.Value), StringComparer.OrdinalIgnoreCase));
        }
    }

    /// <summary>What a reader sees, without tags and with single blanks.</summary>
    public string Text => string.Join(' ', WebUtility.HtmlDecode(Regex.Replace(Html, "<[^>]+>", " ")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
