using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Tests.Cache;

public sealed class DebianProgramsTests
{
    [Fact]
    public void Libraries_are_looked_for_where_the_packages_laid_them()
    {
        using var folder = new TemporaryFolder();
        Lay("usr/lib/x86_64-linux-gnu/libpulse.so.0");
        Lay("usr/lib/x86_64-linux-gnu/pulseaudio/libpulsecommon-16.1.so");
        Lay("usr/lib/x86_64-linux-gnu/gtk-3.0/settings.ini");
        Lay("usr/lib/chromium/libvk_swiftshader.so");
        Lay("lib/x86_64-linux-gnu/libc.so.6");

        Assert.Equal(
            ["lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu/pulseaudio"],
            DebianPrograms.LibraryFolders(folder.Path).Select(path => Path.GetRelativePath(folder.Path, path)));

        void Lay(string path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(path))!);
            File.WriteAllText(folder.File(path), "");
        }
    }
}
