using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Network.Loss;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Network.Queues;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Scenarios;

namespace Mpsim.Conventions.Tests;

/// <summary>An algorithm that cannot be named in a scenario does not exist for its users.</summary>
public sealed class RegistrationTests
{
    private static readonly string Reference = Repository.Read("docs", "reference", "scenario.md");

    public static TheoryData<Type> CongestionControlTypes => [.. Concrete<CongestionControl>()];

    public static TheoryData<Type> SubflowCongestionTypes => [.. Concrete<SubflowCongestion>()];

    /// <summary>A timetable only takes turns with others and has no name of its own.</summary>
    public static TheoryData<Type> SchedulerTypes => [.. Concrete<PacketScheduler>().Where(type => type != typeof(TimetableScheduler))];

    public static TheoryData<Type> PathManagerTypes => [.. Concrete<PathManager>()];

    public static TheoryData<Type> DisciplineTypes => [.. Concrete<QueueDiscipline>()];

    public static TheoryData<Type> MiddleboxTypes => [.. Concrete<Middlebox>()];

    public static TheoryData<Type> LossTypes => [.. Concrete<LossModel>()];

    [Theory]
    [MemberData(nameof(CongestionControlTypes))]
    public void Congestion_control_can_be_named(Type type)
    {
        var made = CoupledCongestionControls.All.Select(algorithm => (algorithm.Name, Control: algorithm.Create(CongestionOptions.Default).Join()));

        var (name, control) = Assert.Single(made, entry => entry.Control.GetType() == type);
        Assert.Equal(name, control.Name);
        Assert.Contains(name, PluginNames.BuiltIn.CongestionControls);
        Assert.Contains(name, RowOf("congestion_control"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SubflowCongestionTypes))]
    public void Coupling_can_be_named(Type type) =>
        Assert.Contains(CoupledCongestionControls.All, algorithm => algorithm.Create(CongestionOptions.Default).GetType() == type);

    [Theory]
    [MemberData(nameof(SchedulerTypes))]
    public void Scheduler_can_be_named(Type type)
    {
        var (name, scheduler) = Assert.Single(
            PacketSchedulers.All.Select(entry => (entry.Name, Scheduler: entry.Create(SchedulerOptions.Default))), entry => entry.Scheduler.GetType() == type);
        Assert.Equal(name, scheduler.Name);
        Assert.Contains(name, PluginNames.BuiltIn.Schedulers);
        Assert.Contains(name, RowOf("scheduler"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(DisciplineTypes))]
    public void Queue_discipline_can_be_named(Type type)
    {
        var (name, discipline) = Assert.Single(
            QueueDisciplines.All.Where(entry => entry.Create is not null)
                .Select(entry => (entry.Name, Discipline: entry.Create!(new QueueOptions(), new RandomStream(1, 1, "queue")))),
            entry => entry.Discipline.GetType() == type);
        Assert.Equal(name, discipline.Name);
        Assert.Contains(name, PluginNames.BuiltIn.QueueDisciplines);
        Assert.Contains(name, RowOf("discipline"), StringComparison.Ordinal);
    }

    // A loss model is named by its class in kebab case, as in "gilbert-elliott".
    [Theory]
    [MemberData(nameof(LossTypes))]
    public void Loss_model_can_be_named(Type type) =>
        Assert.Contains(KebabCase(type.Name.Replace("Loss", "", StringComparison.Ordinal)), RowOf("model"), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(MiddleboxTypes))]
    public void Middlebox_can_be_named(Type type)
    {
        var settings = new MiddleboxSettings { Box = "", Napt = new NaptSettings { PublicAddress = default } };
        var (name, box) = Assert.Single(
            Middleboxes.All.Select(entry => (entry.Name, Box: entry.Create(settings, new RandomStream(1, 1, "box")))), entry => entry.Box.GetType() == type);
        Assert.Equal(name, box.Name);
        Assert.Contains($"`{name}`", RowOf("box"), StringComparison.Ordinal);
    }

    // Names may share a class, with other limits or with endpoints that count as others.
    [Theory]
    [MemberData(nameof(PathManagerTypes))]
    public void Path_manager_can_be_named(Type type)
    {
        var entries = PathManagers.All.Where(entry => entry.Create(PathManagerSettings.None).GetType() == type).ToArray();
        Assert.NotEmpty(entries);
        Assert.All(entries, entry => Assert.Contains(entry.Name, PluginNames.BuiltIn.PathManagers));
        Assert.All(entries, entry => Assert.Contains(entry.Name, RowOf("path_manager"), StringComparison.Ordinal));
    }

    private static IEnumerable<Type> Concrete<T>() =>
        typeof(Scheduler).Assembly.GetTypes().Where(type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract).OrderBy(type => type.Name, StringComparer.Ordinal);

    private static string RowOf(string key) =>
        Reference.Split('\n').First(line => line.StartsWith($"| `{key}` |", StringComparison.Ordinal));

    private static string KebabCase(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
