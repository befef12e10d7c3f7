using System.Globalization;
using System.Net;
using System.Text;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>What came of asking a witness.</summary>
internal abstract record WitnessAnswer
{
    private WitnessAnswer()
    {
    }

    /// <param name="Lines">Its signature lines.</param>
    internal sealed record Cosigned(string Lines) : WitnessAnswer;

    /// <summary>The last that it cosigned has another size than it was told.</summary>
    internal sealed record KnowsAnother(long Size) : WitnessAnswer;

    internal sealed record Refused(string Why) : WitnessAnswer;
}

/// <summary>A witness, by its side of C2SP tlog-witness.</summary>
internal sealed class Witness(Uri prefix, WitnessKey key, HttpClient client)
{
    private const int LongestAnswer = 16 * 1024;
    private const string SizeType = "text/x.tlog.size";

    public WitnessKey Key => key;

    /// <param name="signed">What it is to cosign.</param>
    /// <param name="old">Entries of the last checkpoint that it cosigned, as far as known.</param>
    /// <param name="proof">That the checkpoint continues it.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    public async Task<WitnessAnswer> AddCheckpointAsync(SignedCheckpoint signed, long old, IReadOnlyList<byte[]> proof, CancellationToken cancellationToken)
    {
        var body = new StringBuilder().Append(CultureInfo.InvariantCulture, $"old {old}\n");
        foreach (var hash in proof)
        {
            body.Append(Convert.ToBase64String(hash)).Append('\n');
        }

        using var content = new StringContent(body.Append('\n').Append(signed.Note).ToString());
        using var response = await client.PostAsync(new Uri(prefix.AbsoluteUri.TrimEnd('/') + "/add-checkpoint"), content, cancellationToken);
        var text = await ReadAsync(response, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => key.TakeFrom(signed.Note, text) is { } lines ? new WitnessAnswer.Cosigned(lines) : new WitnessAnswer.Refused("its answer holds no good cosignature"),
            HttpStatusCode.Conflict when response.Content.Headers.ContentType?.MediaType == SizeType
                && long.TryParse(text.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var known)
                && known != old => new WitnessAnswer.KnowsAnother(known),
            HttpStatusCode.Conflict => new WitnessAnswer.Refused("it knows the log with another root at this size: the log was forked"),
            HttpStatusCode.UnprocessableEntity => new WitnessAnswer.Refused("the log does not continue what it cosigned: the log was forked"),
            HttpStatusCode.NotFound => new WitnessAnswer.Refused("it does not know this log"),
            HttpStatusCode.Forbidden => new WitnessAnswer.Refused("it does not know this log's key"),
            _ => new WitnessAnswer.Refused($"it answers {(int)response.StatusCode}"),
        };
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }
}
