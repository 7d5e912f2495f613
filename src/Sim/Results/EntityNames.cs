namespace Mpsim.Results;

/// <summary>How the entities of time series are named; charts take the names apart again.</summary>
public static class EntityNames
{
    public const string FlowPrefix = "flow/";
    public const string LinkPrefix = "link/";
    public const string ProxyPrefix = "proxy/";
    public const string SharingPrefix = "sharing/";
    public const string SubflowPrefix = "subflow/";

    private const string PathMark = "/path/";

    /// <summary><c>flow/download</c></summary>
    public static string Flow(string flow) => FlowPrefix + flow;

    /// <summary><c>flow/download/path/lte</c></summary>
    public static string FlowPath(string flow, string path) => FlowPrefix + flow + PathMark + path;

    /// <summary><c>link/lte/down</c></summary>
    public static string Link(string link, string direction) => $"{LinkPrefix}{link}/{direction}";

    /// <summary><c>proxy/gateway</c></summary>
    public static string Proxy(string proxy) => ProxyPrefix + proxy;

    /// <summary><c>sharing/gateway</c></summary>
    public static string Sharing(string place) => SharingPrefix + place;

    /// <summary><c>subflow/download/1/lte</c>; the number is unique within the flow.</summary>
    public static string Subflow(string flow, int number, string path) => $"{SubflowPrefix}{flow}/{number}/{path}";

    /// <summary>Takes <c>flow/download/path/lte</c> apart.</summary>
    public static bool TryReadFlowPath(string entity, out string flow, out string path)
    {
        int mark = entity.LastIndexOf(PathMark, StringComparison.Ordinal);
        bool found = mark > FlowPrefix.Length - 1 && entity.StartsWith(FlowPrefix, StringComparison.Ordinal);
        flow = found ? entity[FlowPrefix.Length..mark] : "";
        path = found ? entity[(mark + PathMark.Length)..] : "";
        return found;
    }

    /// <summary>Takes <c>link/lte/down</c> apart.</summary>
    public static bool TryReadLink(string entity, out string link, out string direction)
    {
        int slash = entity.LastIndexOf('/');
        bool found = slash >= LinkPrefix.Length && entity.StartsWith(LinkPrefix, StringComparison.Ordinal);
        link = found ? entity[LinkPrefix.Length..slash] : "";
        direction = found ? entity[(slash + 1)..] : "";
        return found;
    }

    /// <summary>Takes <c>subflow/download/1/lte</c> apart.</summary>
    public static bool TryReadSubflow(string entity, out string flow, out string number, out string path)
    {
        flow = number = path = "";
        string[] parts = entity.Split('/');
        if (parts.Length != 4 || !entity.StartsWith(SubflowPrefix, StringComparison.Ordinal))
            return false;

        (flow, number, path) = (parts[1], parts[2], parts[3]);
        return true;
    }
}
