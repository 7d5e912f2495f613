using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random ways in which the phone addresses the gateway as a proxy, and what the gateway does then.</summary>
internal static class AddressedProxyGenerator
{
    private const string Proxy = "gateway: { kind: proxy";

    private static readonly Gen<string> Addressed = Yaml.Mapping(
        Yaml.Entry("protocol", Yaml.OneOf("convert", "convert", "socks5", "plain-mode")),
        Yaml.Switch("fallback", 10));

    private static readonly Gen<string> ByConvert = Yaml.Mapping(Yaml.Switch("data_in_syn", 30), Yaml.Switch("bypass", 30), Yaml.Switch("fallback", 10));

    private static readonly Gen<string> Services = Yaml.Mapping(
        Yaml.Entry("late_messages", "true"),
        Yaml.Switch("socks_password", 30),
        Yaml.Sometimes(30, Yaml.Entry("convert_cookies", "true")));

    /// <summary>The nodes as they are, or with a phone that addresses the gateway where that is a proxy.</summary>
    /// <param name="nodes">The text of the nodes.</param>
    /// <param name="hasV6">A flow may be of IPv6, where plain mode has no room beside timestamps.</param>
    public static Gen<string> Of(string nodes, bool hasV6) => !nodes.Contains(Proxy, StringComparison.Ordinal) ? Gen.Const(nodes) : Gen.Frequency(
        (7, Gen.Const(nodes)),
        (3, Gen.Select(hasV6 ? ByConvert : Gen.OneOf(Addressed, ByConvert), Services, (proxy, services) => Into(Into(Acting(nodes), "phone: { kind: ue", $", proxy: {proxy}"), Proxy, $", services: {services}"))));

    /// <summary>A proxy that only forwards has nothing to do with those who address it.</summary>
    private static string Acting(string nodes) => nodes.Replace("mode: forward", "mode: transparent", StringComparison.Ordinal);

    private static string Into(string nodes, string after, string added) =>
        nodes.Replace(after, after + added, StringComparison.Ordinal);
}
