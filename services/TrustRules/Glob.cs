namespace TrustedPublishing.TrustRules;

/// <summary>
/// Patterns for refs and the like: <c>?</c> is one character and <c>*</c> any number of them, but for the slash;
/// <c>**</c> is any number of characters, slashes too. Everything else means itself, in its case, and the whole value must match.
/// </summary>
public static class Glob
{
    /// <summary>Time is the product of the two lengths at worst, whatever the pattern.</summary>
    public static bool Matches(string pattern, string value)
    {
        // reached[i]: the pattern so far matches the first i characters of the value.
        var reached = new bool[value.Length + 1];
        reached[0] = true;
        for (var at = 0; at < pattern.Length; at++)
        {
            if (pattern[at] != '*')
            {
                Step(reached, value, pattern[at]);
                continue;
            }

            var isAny = at + 1 < pattern.Length && pattern[at + 1] == '*';
            Spread(reached, value, isAny);
            at += isAny ? 1 : 0;
        }

        return reached[value.Length];
    }

    private static void Step(bool[] reached, string value, char expected)
    {
        for (var i = value.Length; i > 0; i--)
        {
            var fits = expected == '?' ? value[i - 1] != '/' : value[i - 1] == expected;
            reached[i] = reached[i - 1] && fits;
        }

        reached[0] = false;
    }

    private static void Spread(bool[] reached, string value, bool isAny)
    {
        for (var i = 1; i <= value.Length; i++)
        {
            reached[i] |= reached[i - 1] && (isAny || value[i - 1] != '/');
        }
    }
}
