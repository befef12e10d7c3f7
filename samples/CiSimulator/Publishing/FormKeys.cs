using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace TrustedPublishing.CiSimulator.Publishing;

/// <summary>The keys behind the page's anti-forgery tokens. A form is good for one run; nothing is written to the home folder.</summary>
internal sealed class FormKeys : IXmlRepository
{
    private readonly ConcurrentBag<XElement> keys = [];

    public IReadOnlyCollection<XElement> GetAllElements() => keys;

    public void StoreElement(XElement element, string friendlyName) => keys.Add(element);
}
