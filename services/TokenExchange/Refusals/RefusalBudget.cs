namespace TrustedPublishing.TokenExchange.Refusals;

/// <summary>
/// How many refusals may still be recorded in full: so many a second for all, so many a minute for one account. Whoever is
/// refused in a loop cannot fill the audit log. Not safe for two threads at once.
/// </summary>
internal sealed class RefusalBudget(int perSecond, int perAccountAndMinute)
{
    // The budget of a second bounds how many accounts a minute can hold.
    private readonly Dictionary<string, int> takenByAccount = new(StringComparer.Ordinal);
    private long second;
    private long minute;
    private int taken;

    public bool TryTake(string account, DateTimeOffset now)
    {
        var thisSecond = now.ToUnixTimeSeconds();
        if (thisSecond != second)
        {
            (second, taken) = (thisSecond, 0);
        }

        if (thisSecond / 60 != minute)
        {
            minute = thisSecond / 60;
            takenByAccount.Clear();
        }

        var ofAccount = takenByAccount.GetValueOrDefault(account);
        if (taken >= perSecond || ofAccount >= perAccountAndMinute)
        {
            return false;
        }

        taken++;
        takenByAccount[account] = ofAccount + 1;
        return true;
    }
}
