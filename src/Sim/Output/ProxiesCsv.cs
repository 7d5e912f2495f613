using System.Globalization;
using CsvHelper;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary><c>proxies.csv</c>: what each proxy did in each run, one figure a row: sessions by decision, what was turned down and why, octets by link and, with a cost model, time and memory.</summary>
public static class ProxiesCsv
{
    public const string FileName = "proxies.csv";

    private static readonly string[] Header = ["variant", "run", "proxy", "metric", "of", "value", "unit"];

    public static void Write(ScenarioResult result, string folder) =>
        CsvFile.Write(Path.Combine(folder, FileName), Header, csv =>
        {
            foreach (RunResult run in result.Runs)
            {
                foreach (ProxyResult proxy in run.Proxies)
                    Write(csv, run, proxy);
            }
        });

    private static void Write(CsvWriter csv, RunResult run, ProxyResult proxy)
    {
        string number = run.Run.ToString(CultureInfo.InvariantCulture);
        void Row(string metric, string of, double value, string unit) =>
            csv.WriteRecord(run.Variant, number, proxy.Proxy, metric, of, NumberText.Exact(value), unit);

        foreach (ProxyMetric metric in ProxyMetric.All)
        {
            if (metric.Read(proxy) is { } value)
                Row(metric.Name, "", value, metric.Unit);
        }

        Row("relay_peak", "", proxy.RelayPeak, "B");
        Row("sessions", "taken over", proxy.Sessions.TakenOver, "");
        Row("sessions", "left", proxy.Sessions.Left, "");
        Row("sessions", "passed", proxy.Sessions.Passed, "");
        Row("sessions", "refused", proxy.Sessions.Refused ?? 0, "");
        Row("sessions", "without MPTCP", proxy.Sessions.NotOffered ?? 0, "");
        foreach ((string reason, long count) in proxy.Refusals)
            Row("refusals_by_reason", reason, count, "");
        foreach ((string limit, long sessions, long held, Models.Units.Duration wait) in proxy.RateLimits)
        {
            Row("rate_limited", limit, sessions, "");
            Row("rate_held", limit, held, "");
            Row("rate_wait", limit, wait.Milliseconds, "ms");
        }

        foreach ((string work, long times, Models.Units.Duration time) in proxy.Load?.Work ?? [])
        {
            Row("work", work, times, "");
            Row("work_time", work, time.Milliseconds, "ms");
        }

        if (proxy.Reports is { } reports)
        {
            Row("access_reports", "sent", reports.Sent, "");
            Row("access_reports", "lost", reports.Lost, "");
            Row("access_reports", "wrong", reports.Wrong, "");
            foreach ((string access, long octets) in reports.Misjudged)
                Row("misjudged_bytes_by_link", access, octets, "B");
        }

        if (proxy.Provision is { } provision)
        {
            foreach ((string level, long granted, long partly, long refused) in provision.Levels)
            {
                Row("requests_granted_by_level", level, granted, "");
                Row("requests_partly_granted_by_level", level, partly, "");
                Row("requests_refused_by_level", level, refused, "");
            }

            Row("provision_messages", "sent", provision.MessagesSent, "");
            Row("provision_messages", "lost", provision.MessagesLost, "");
            Row("reservations_expired", "", provision.Expired, "");
            Row("reserved_subflows_peak", "", provision.SubflowsPeak, "");
        }

        foreach ((string link, long from, long to) in proxy.Paths)
        {
            Row("bytes_from", link, from, "B");
            Row("bytes_to", link, to, "B");
        }
    }
}
